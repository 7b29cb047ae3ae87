//go:build unix

package action

import (
	"os"
	"syscall"
)

// giveAway gives a file to the owner of the workspace: inside the container the program is root, and what
// belongs to root stops actions/checkout from cleaning a self-hosted runner's workspace. Without the
// right to do so the file stays as it is.
func (f outputFolder) giveAway(name string) {
	info, err := f.root.Stat(".")
	if err != nil || os.Geteuid() != 0 {
		return
	}
	if owner, ok := info.Sys().(*syscall.Stat_t); ok {
		_ = f.root.Lchown(name, int(owner.Uid), int(owner.Gid))
	}
}
