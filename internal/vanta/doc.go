// Package vanta reads failing tests from Vanta's public REST API.
//
// [Client.Poll] returns every failing test about AWS, the entities that fail it, and what Vanta's
// inventory knows about them. A poll is complete or an error: a page that could not be read is never
// taken for "nothing there".
//
// Vanta keeps one active token per application, so a second process that uses the same client id ends
// this one's session. The client mints as seldom as it can, answers one such loss with a new token, and
// then stops with [ErrTokenRevoked] rather than fight over it.
//
// Facts about the API are from https://developer.vanta.com. Where that is silent the client decodes with
// tolerance and checks what it asked for again, because Vanta ignores query parameters it does not know.
package vanta
