package action

// Error is a row of the table of errors as a report shows it.
type Error struct {
	ID      string `json:"id"`
	Class   Class  `json:"class"`
	Message string `json:"message"`
	Remedy  string `json:"remedy"`
}

// Class says what a caller may do about an error.
type Class string
