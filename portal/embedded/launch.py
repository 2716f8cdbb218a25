"""Become a server: die with the parent, lay root down, then exec. Run by path, never imported.

Usage: launch.py PARENT_PID SIGNAL (as-is | namespace | nobody) COMMAND [ARGUMENT ...]

A file of its own instead of a `preexec_fn`: Python code between fork and exec may deadlock in a
process that has threads, and the parent here often has some.
"""

import ctypes
import os
import pwd
import sys

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1


def call_libc(name, *arguments):
    """Call a function of the C library; raise OSError when it answers anything but zero."""
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")


def enter_namespace():
    """Become `nobody` inside a namespace of our own, where that `nobody` is the outer root."""
    nobody, uid, gid = pwd.getpwnam("nobody"), os.geteuid(), os.getegid()
    call_libc("unshare", CLONE_NEWUSER)
    for name, line in (
        ("setgroups", "deny"),
        ("uid_map", f"{nobody.pw_uid} {uid} 1"),
        ("gid_map", f"{nobody.pw_gid} {gid} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(line)


def become_nobody():
    """Give root up for the system user `nobody`."""
    nobody = pwd.getpwnam("nobody")
    os.setgroups([])
    os.setgid(nobody.pw_gid)
    os.setuid(nobody.pw_uid)


def main():
    """Do what the command line says, in the order that works."""
    parent, death_signal, way, *command = sys.argv[1:]
    if way == "namespace":
        enter_namespace()
    elif way == "nobody":
        become_nobody()
    if sys.platform == "linux":
        # After the change of identity: the kernel forgets the wish when credentials change.
        call_libc("prctl", PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != int(parent):
            sys.exit("the parent ended before its child began")
    os.execvp(command[0], command)


main()
