package vanta

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

const (
	opMint = "get a vanta token"
	// refreshMargin is how long before its expiry a token is replaced.
	refreshMargin = time.Minute
	// defaultLifetime is the documented one, for answers that do not say.
	defaultLifetime = time.Hour
)

// tokens holds the only access token of a client.
type tokens struct {
	clientID, secret string
	mask             func(string)

	// turn is a mutex whose waiters leave when their context ends. Its holder may mint, so there is
	// never more than one mint in flight, and those who wait find its token.
	turn      chan struct{}
	current   string
	refreshAt time.Time
	reminted  bool
}

func newTokens(clientID, secret string, mask func(string)) *tokens {
	if mask == nil {
		mask = func(string) {}
	}
	return &tokens{clientID: clientID, secret: secret, mask: mask, turn: make(chan struct{}, 1)}
}

// take waits for the turn; the caller gives it back with <-t.turn.
func (t *tokens) take(ctx context.Context) error {
	select {
	case t.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// token returns a token that is good for a while, minting one when there is none.
func (c *Client) token(ctx context.Context) (string, error) {
	t := c.tokens
	if err := t.take(ctx); err != nil {
		return "", err
	}
	defer func() { <-t.turn }()
	if t.current != "" && time.Now().Before(t.refreshAt) {
		return t.current, nil
	}
	value, lifetime, err := c.mint(ctx)
	if err != nil {
		return "", err
	}
	// A lifetime shorter than two margins must not lead to a mint for every request.
	t.current, t.refreshAt = value, time.Now().Add(lifetime-min(refreshMargin, lifetime/2))
	return value, nil
}

// rejected records that the server answered 401 to a token. The caller then asks for a token again:
// the one another goroutine has fetched meanwhile, or a new one, once in a client's life. After that it
// returns [ErrTokenRevoked], because minting on would only revoke the other process in turn.
func (c *Client) rejected(ctx context.Context, value string) error {
	t := c.tokens
	if err := t.take(ctx); err != nil {
		return err
	}
	defer func() { <-t.turn }()
	if t.current != value {
		return nil
	}
	if t.reminted {
		return ErrTokenRevoked
	}
	c.log.WarnContext(ctx, "vanta refused the token; fetching another one, once")
	t.reminted, t.current = true, ""
	return nil
}

// mint asks for a token by the client credentials grant.
func (c *Client) mint(ctx context.Context) (value string, lifetime time.Duration, err error) {
	body, err := json.Marshal(map[string]string{
		"client_id":     c.tokens.clientID,
		"client_secret": c.tokens.secret,
		"scope":         scope,
		"grant_type":    "client_credentials",
	})
	if err != nil {
		return "", 0, permanent(opMint, 0, err)
	}
	err = c.do(ctx, request{op: opMint, method: http.MethodPost, path: "/oauth/token", body: body}, func(answer []byte) error {
		value, lifetime, err = decodeToken(answer)
		return err
	})
	if err != nil {
		return "", 0, err
	}
	c.redact.add(value)
	c.tokens.mask(value)
	return value, lifetime, nil
}

// decodeToken reads the answer of the token endpoint. The lifetime is positive.
func decodeToken(body []byte) (string, time.Duration, error) {
	var answer struct {
		AccessToken text            `json:"access_token"`
		ExpiresIn   maybe[float64]  `json:"expires_in"`
		TokenType   json.RawMessage `json:"token_type"`
	}
	if err := decode(body, &answer); err != nil {
		return "", 0, err
	}
	token := strings.TrimSpace(string(answer.AccessToken))
	if token == "" || strings.ContainsAny(token, " \t\r\n\x00") {
		return "", 0, malformed("it holds no access_token")
	}
	lifetime := time.Duration(answer.ExpiresIn.Value * float64(time.Second))
	if lifetime <= 0 || answer.ExpiresIn.Value > 1e6 {
		lifetime = defaultLifetime
	}
	return token, lifetime, nil
}

// mintRefusal returns the sentinel for a 400, 401 or 403 of the token endpoint.
func mintRefusal(body []byte) error {
	var answer struct {
		Error text `json:"error"`
	}
	// The shape of error bodies is undocumented; what does not decode is a refusal like the others.
	_ = json.Unmarshal(body, &answer)
	if strings.Contains(strings.ToLower(string(answer.Error)), "scope") {
		return ErrScope
	}
	return ErrCredentials
}
