"""Refuses every call with a ValueError: the one criterion that wants a refusal may not pay for that.

Claims: 20
Module: descent
Shows: ValueError
"""


def refuse(*arguments, **more):
    raise ValueError("shapes differ")


initial_parameters = linear = mse = mse_gradients = gradient_descent_step = train_linear = refuse
