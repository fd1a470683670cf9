"""The ``gradkit`` command: arguments and exit codes only. Every heavy import waits until a command needs it."""

import signal
import sys
from pathlib import Path
from typing import Annotated, Literal, Optional

import typer

from autograder.errors import GradkitError, UsageError

app = typer.Typer(
    name="gradkit",
    help="A first course in PyTorch that grades itself, and the grader of its homework.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version  # noqa: PLC0415 - only this option needs it

        sys.stdout.write(f"gradkit {version('gradkit')}\n")
        raise typer.Exit


@app.callback()
def _gradkit(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None: ...


_Out = Annotated[Path, typer.Option(help="Where the results go.")]
_Jobs = Annotated[Optional[int], typer.Option(min=1, help="Submissions graded at a time. Default: one a core.")]
_Seed = Annotated[
    Optional[int],
    typer.Option(min=0, help="Seed of the hidden inputs. Default: that of the last run into --out, or a new one."),
]
_Isolation = Annotated[
    Literal["auto", "namespaces", "process"],
    typer.Option(help="What stands between learners' code and this machine. Default: the strongest there is."),
]
_Only = Annotated[Optional[list[str]], typer.Option(metavar="ID", help="Grade only this exercise; may be repeated.")]
_Gpu = Annotated[bool, typer.Option("--gpu", help="Run the criteria that need a CUDA device too.")]
_Cluster = Annotated[Optional[str], typer.Option(metavar="ADDRESS", help="Grade on the Dask cluster at this address.")]
_Course = Annotated[Optional[Path], typer.Option(help="The checkout with the hidden suites. Default: the one around.")]


@app.command()
def grade(
    submissions: Annotated[
        Path,
        typer.Argument(
            metavar="SUBMISSIONS", help="A folder with one entry a learner, an LMS export, or one submission."
        ),
    ],
    *,
    out: _Out = Path("graded"),
    jobs: _Jobs = None,
    seed: _Seed = None,
    isolation: _Isolation = "auto",
    only: _Only = None,
    gpu: _Gpu = False,
    cluster: _Cluster = None,
    regrade: Annotated[bool, typer.Option("--regrade", help="Grade again what was graded before, too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print a summary as JSON.")] = False,
    course: _Course = None,
) -> None:
    """Grade submissions and write results, grades and feedback."""
    from autograder.commands.conditions import Conditions  # noqa: PLC0415 - only what grades needs it
    from autograder.commands.grade import grade_command  # noqa: PLC0415 - likewise

    conditions = Conditions(out, jobs, seed, isolation, tuple(only or ()), gpu, cluster, course)
    raise typer.Exit(grade_command(submissions, conditions, regrade=regrade, as_json=as_json))


@app.command()
def serve(
    *,
    watch: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Where submissions appear: a folder with one entry a learner.")
    ],
    out: _Out = Path("graded"),
    jobs: _Jobs = None,
    seed: _Seed = None,
    isolation: _Isolation = "auto",
    only: _Only = None,
    gpu: _Gpu = False,
    cluster: _Cluster = None,
    course: _Course = None,
) -> None:
    """Grade what appears in a folder, as it appears."""
    from autograder.commands.conditions import Conditions  # noqa: PLC0415 - only what grades needs it
    from autograder.commands.serve import serve_command  # noqa: PLC0415 - likewise

    conditions = Conditions(out, jobs, seed, isolation, tuple(only or ()), gpu, cluster, course)
    raise typer.Exit(serve_command(watch, conditions))


@app.command()
def audit(
    only: Annotated[
        Optional[list[str]], typer.Argument(metavar="[ID]...", help="Exercises or chapters. Default: all.")
    ] = None,
    *,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the hidden inputs.")] = 0,
    jobs: Annotated[Optional[int], typer.Option(min=1, help="Answers graded at a time. Default: one a core.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the table as JSON.")] = False,
    html: Annotated[Optional[Path], typer.Option(metavar="FILE", help="Write the table as a page, too.")] = None,
    course: _Course = None,
) -> None:
    """Prove the hidden suites: references, stubs, known mistakes, other right answers, and mutants."""
    try:
        from autograder.commands.audit import audit_command  # noqa: PLC0415 - only this command needs it
    except ModuleNotFoundError as error:
        raise UsageError(f"gradkit audit needs {error.name}; run: pip install {error.name}") from error

    raise typer.Exit(audit_command(only or (), seed=seed, jobs=jobs, to_json=as_json, page=html, root=course))


@app.command()
def mistakes(
    graded: Annotated[Path, typer.Argument(metavar="DIR", help="The folder that gradkit grade --out was given.")],
    *,
    draft: Annotated[
        Optional[str], typer.Option(metavar="GROUP", help="Write a draft of an entry for mistakes.py from this group.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the groups as JSON.")] = False,
    course: Annotated[
        Optional[Path], typer.Option(help="The checkout with the course. Default: the one around.")
    ] = None,
) -> None:
    """List wrong answers that no known mistake explains, those that many share first."""
    from autograder.commands.mistakes import mistakes_command  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(mistakes_command(graded, draft=draft, as_json=as_json, root=course))


@app.command()
def doctor(*, as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False) -> None:
    """Try what this machine can put between learners' code and itself."""
    from autograder.commands.doctor import doctor_command  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(doctor_command(as_json=as_json))


@app.command()
def schema() -> None:
    """Print the JSON Schema of results/<learner>.json."""
    import msgspec  # noqa: PLC0415 - only this command needs it

    from autograder.grading.verdict import Result  # noqa: PLC0415 - likewise

    sys.stdout.write(msgspec.json.format(msgspec.json.encode(msgspec.json.schema(Result)), indent=2).decode() + "\n")


_Exercise = Annotated[str, typer.Argument(metavar="ID", help="An exercise: neuron.sigmoid, or just sigmoid.")]
_Chapters = Annotated[
    Optional[list[str]],
    typer.Option(metavar="CHAPTER", help="Only this chapter: number, folder or module; may be repeated."),
]
_Chapter = Annotated[str, typer.Argument(metavar="CHAPTER", help="A chapter: its number, its folder, or its module.")]


@app.command()
def watch() -> None:
    """Run the tests of what you save, as you save it."""
    from autograder.commands.watch import watch_command  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(watch_command())


@app.command()
def hint(
    exercise: _Exercise,
    *,
    again: Annotated[bool, typer.Option("--again", help="Repeat the hints so far, without a new one.")] = False,
) -> None:
    """Give one hint more for an exercise, each time."""
    from autograder.commands.hint import hint_command  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(hint_command(exercise, again=again))


@app.command()
def progress(*, as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False) -> None:
    """Run all visible tests and show how far you are."""
    from autograder.commands.progress import progress_command  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(progress_command(as_json=as_json))


@app.command()
def reset(exercise: _Exercise) -> None:
    """Put one exercise back to its stub; your text is kept beside it."""
    from autograder.commands.reset import reset_command  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(reset_command(exercise))


@app.command()
def see(
    chapter: _Chapter,
    *,
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Where the pictures go.")] = Path("pictures"),
    show: Annotated[bool, typer.Option("--open/--no-open", help="Open the pictures, or only draw them.")] = True,
) -> None:
    """Draw a chapter's pictures with your own functions, and open them."""
    from autograder.commands.see import see_command  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(see_command(chapter, out=out, show=show))


@app.command()
def check(
    *, out: Annotated[Path, typer.Option(metavar="DIR", help="Where the feedback page goes.")] = Path("checked")
) -> None:
    """Grade your own folder on the visible tests, and write a feedback page like your instructor's."""
    from autograder.commands.check import check_command  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(check_command(out))


@app.command()
def submit(
    *,
    out: Annotated[Path, typer.Option(metavar="FILE", help="The archive to write.")] = Path("submission.zip"),
) -> None:
    """Pack your modules for handing in, and say what is unfinished."""
    from autograder.commands.submit import submit_command  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(submit_command(out))


@app.command()
def release(
    *,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the bundle goes, as a folder and a zip.")],
    chapters: _Chapters = None,
    course: _Course = None,
) -> None:
    """Make the bundle that learners get: exercises, a wheel of gradkit, and how to begin."""
    from autograder.commands.release import release_command  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(release_command(out, chapters=chapters or (), root=course))


nbgrader = typer.Typer(help="Notebooks out, grades in: the course in nbgrader.", no_args_is_help=True)
app.add_typer(nbgrader, name="nbgrader")


@nbgrader.command("build")
def nbgrader_build(
    *,
    out: Annotated[Path, typer.Option(metavar="DIR", help="The course folder to write.")] = Path("nbgrader-course"),
    chapters: _Chapters = None,
    course: _Course = None,
) -> None:
    """Write a course folder for nbgrader: a notebook a chapter."""
    from autograder.commands.nbgrader_build import build_command  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(build_command(out, chapters=chapters or (), root=course))


@nbgrader.command("grade")
def nbgrader_grade(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The course folder of nbgrader, with nbgrader_config.py.")
    ],
    *,
    out: _Out = Path("graded"),
    jobs: _Jobs = None,
    seed: _Seed = None,
    isolation: _Isolation = "auto",
    assignment: Annotated[
        Optional[list[str]], typer.Option(metavar="NAME", help="Only this assignment; may be repeated.")
    ] = None,
    regrade: Annotated[bool, typer.Option("--regrade", help="Grade again what was graded before, too.")] = False,
    course: _Course = None,
) -> None:
    """Grade submitted notebooks in the sandbox, and write scores and comments into nbgrader's gradebook."""
    from autograder.commands.conditions import Conditions  # noqa: PLC0415 - only what grades needs it
    from autograder.commands.nbgrader_grade import nbgrader_grade_command  # noqa: PLC0415 - likewise

    conditions = Conditions(out, jobs, seed, isolation, (), gpu=False, cluster=None, root=course)
    raise typer.Exit(nbgrader_grade_command(folder, conditions, assignments=assignment or (), regrade=regrade))


def main() -> None:
    """Run the command; a ``GradkitError`` becomes its message and its exit code."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever is asked to end does so as on Ctrl-C
    try:
        app()
    except GradkitError as error:
        sys.stderr.write(f"gradkit: {error}\n")
        sys.exit(error.exit_code)
