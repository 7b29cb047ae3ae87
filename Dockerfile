# The action's image: terrafix, terraform with its licence, git and CA certificates.
#
# The bases are arguments so that a release can pin them by digest and an offline machine can use
# images of its own under the same names.
ARG GO_IMAGE=golang:1.26-bookworm
ARG TERRAFORM_IMAGE=hashicorp/terraform:1.11.4
ARG BASE_IMAGE=debian:bookworm-slim

FROM --platform=$BUILDPLATFORM ${GO_IMAGE} AS build
ARG TARGETOS
ARG TARGETARCH
ARG VERSION=dev
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY cmd/action cmd/action
COPY internal internal
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH \
    go build -trimpath -ldflags "-s -w -X main.version=$VERSION" -o /terrafix ./cmd/action

FROM ${TERRAFORM_IMAGE} AS terraform

FROM ${BASE_IMAGE}
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates git \
    && rm -rf /var/lib/apt/lists/*
COPY --from=terraform /bin/terraform /usr/local/bin/terraform
COPY --from=terraform /usr/share/doc/terraform/LICENSE.txt /usr/share/doc/terraform/LICENSE.txt
COPY --from=build /terrafix /usr/local/bin/terrafix
COPY LICENSE /usr/share/doc/terrafix/LICENSE
# GitHub mounts the workspace as root's and sets the working directory; neither USER nor WORKDIR here.
ENTRYPOINT ["/usr/local/bin/terrafix"]
