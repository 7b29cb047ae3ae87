# make demo   the whole thing on this machine, against stand-in servers on loopback
# make test   the tests, with the real terraform and the real AWS provider
.PHONY: demo test check lint bench cover fuzz race generate build

GO ?= go

demo:
	$(GO) run ./cmd/sandbox demo

test:
	$(GO) test ./...

# What a pull request must pass beside the tests.
check: lint
	$(GO) mod tidy -diff
	$(GO) vet ./...
	$(GO) build ./...

# The linter's cache knows files by path relative to the folder it ran in first, so each clone has its own.
lint:
	GOLANGCI_LINT_CACHE=$(CURDIR)/.cache/golangci-lint $(GO) tool -modfile=tools/go.mod golangci-lint run
	$(GO) tool -modfile=tools/go.mod actionlint

# Counts and ratios hold limits; times differ by machine and are never tested.
bench:
	$(GO) run ./hack/bench

# Statement coverage of internal/, with the whole-run scripts counted.
cover:
	$(GO) run ./hack/cover

# Every fuzz test, one after another.
FUZZTIME ?= 30s
fuzz:
	$(GO) run ./hack/fuzz -time $(FUZZTIME)

race:
	$(GO) test -race ./...

generate:
	$(GO) generate ./...

build:
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '-s -w' -o bin/terrafix ./cmd/action
