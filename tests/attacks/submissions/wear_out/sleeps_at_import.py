"""Sleeps while it is imported.

Claims: 14
Shows: did not finish in time
Slow: yes
Users: ordinary
"""

import time

time.sleep(10**6)
