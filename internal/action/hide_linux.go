package action

import "golang.org/x/sys/unix"

// hideEnvironment keeps other processes of the same user from reading this one's environment and memory
// under /proc: terraform runs provider code as the same user, and the runner passes secrets in the
// environment. A process with CAP_SYS_PTRACE, which Docker does not grant, still can. See PR_SET_DUMPABLE
// in https://man7.org/linux/man-pages/man2/PR_SET_DUMPABLE.2const.html
func hideEnvironment() error { return unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0) }
