// Package vantaserver is a stand-in for Vanta's REST API: the routes that a reader of failing tests
// uses, with Vanta's limits, its pages, and its single active token per application.
//
// What it serves is a [State], which as a JSON fixture looks like this:
//
//	{
//	  "tests": [{
//	    "id": "aws-s3-public-access-blocked",
//	    "name": "S3 Block Public Access feature enabled (AWS)",
//	    "entities": [
//	      {"displayName": "acme-logs", "kind": "S3", "account": "123456789012", "region": "us-east-1"}
//	    ]
//	  }]
//	}
//
// Everything else has a default, see [Test], [Entity] and [Resource]: a test is failing and about AWS, an
// entity gets an id made of its kind and a hash of what it is, and its resource is in the inventory. Misspelt
// fields are errors.
//
// Where Vanta is silent the stand-in is loud: a request that fits no route gets a 599 with the request
// line and is kept in [Server.Errors], as are query parameters that the route does not know. Vanta
// ignores those, and so does the stand-in, after writing them down.
package vantaserver
