package action

import (
	"os"
	"path/filepath"
	"strings"
)

// checkTogether checks what one value alone cannot show.
func checkTogether(in *Inputs, errs *InputErrors) {
	if in.NeedsModel() && in.AWSRoleARN != "" && !in.HasOIDC() {
		errs.add("aws-role-arn", fault{
			"the job cannot request an OIDC token, so the role cannot be assumed",
			"give the job permissions: id-token: write, or leave aws-role-arn out to use credentials from the environment",
		})
	}
	if in.TerraformPath != "" {
		path, f := executable(in.TerraformPath, in.Workspace)
		if f != nil {
			errs.add("terraform-path", *f)
		}
		in.TerraformPath = path
	}
	checkBaseBranch(in, errs)
}

// checkBaseBranch fills in the branch that the workflow runs on.
func checkBaseBranch(in *Inputs, errs *InputErrors) {
	if in.BaseBranch == "" && !errs.has("base-branch") {
		branch, ok := strings.CutPrefix(in.Ref, "refs/heads/")
		if !ok && in.RefType == "branch" && !strings.HasPrefix(in.Ref, "refs/pull/") {
			branch, ok = in.RefName, true
		}
		if !ok || branch == "" {
			errs.add("base-branch", fault{"it is empty and this run is not on a branch", "write the branch that pull requests are to be opened against, such as main"})
			return
		}
		if f := parseBranch(branch, &in.BaseBranch); f != nil {
			errs.add("base-branch", *f)
		}
	}
	if strings.HasPrefix(in.BaseBranch+"/", in.BranchPrefix) && in.BranchPrefix != "" {
		errs.add("branch-prefix", fault{
			"the base branch " + quote(in.BaseBranch) + " begins with it",
			"run the workflow on the branch that pull requests are opened against, or choose another prefix",
		})
	}
}

// executable returns the absolute path of a program; a relative path counts from the workspace.
func executable(name, workspace string) (string, *fault) {
	const remedy = "write the path of a terraform that exists inside the action's container, such as one in the workspace, or leave the input out"
	path := name
	if !filepath.IsAbs(path) {
		path = filepath.Join(workspace, path)
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return "", &fault{quote(name) + " does not exist", remedy}
	case info.IsDir():
		return "", &fault{quote(name) + " is a folder", remedy}
	case info.Mode().Perm()&0o111 == 0:
		return "", &fault{quote(name) + " is not executable", remedy}
	}
	return path, nil
}
