// Package schema knows, without a network and without terraform, what the resources and data sources of the
// AWS provider accept: arguments with their types, nested blocks, and in which releases of the provider
// each of them exists. It rejects unknown arguments before terraform runs, writes argument lists for
// prompts, and is the only judge where terraform is missing.
//
// The data is the union of three releases of hashicorp/aws, the last or a late one of the major versions 4,
// 5 and 6, in the file aws.schema.gz (see package layout for its form). It comes from "terraform providers
// schema -json" (https://developer.hashicorp.com/terraform/cli/commands/providers/schema). Two limits follow:
// which arguments force a replacement is not part of that output, and neither are the validations that a
// provider does in code (enumerations, conflicts). A pass therefore means less than "terraform validate".
//
// To write the file anew, save that output for each release, plain or gzipped, and name the files:
//
//	AWS_SCHEMA_4=… AWS_SCHEMA_5=… AWS_SCHEMA_6=… go generate ./internal/schema
//
// Without the three variables go generate leaves the file alone.
package schema

//go:generate go run ./generate -o aws.schema.gz -schema 4.67.0=$AWS_SCHEMA_4 -schema 5.100.0=$AWS_SCHEMA_5 -schema 6.25.0=$AWS_SCHEMA_6
