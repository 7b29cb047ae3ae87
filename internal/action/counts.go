package action

// Counts are the numbers behind the outputs of the action. Opened and Existing count pull requests, since
// several failures can share one; the others count failures. action.yml says the same in words.
type Counts struct {
	// Failures are all failures of the run; each has one outcome.
	Failures int `json:"failures"`
	// Opened are the pull requests that this run opened, those of resumed branches included.
	Opened int `json:"opened"`
	// Existing are the pull requests that were open before or that another run opens at this moment.
	Existing int `json:"existing"`
	// Held are failures that a limit held back.
	Held int `json:"held"`
	// Skipped are failures for which nothing was to be done or nothing could be done by this run: merged,
	// dismissed, proposed, reported, already satisfied, not found, ambiguous, needs a human.
	Skipped int `json:"skipped"`
	// Rejected are failures whose every proposal the checks refused.
	Rejected int `json:"rejected"`
	// Failed are failures on which something broke.
	Failed int `json:"failed"`
	// ByResult counts failures by result.
	ByResult map[Result]int `json:"by_result"`
}

// Count counts outcomes.
func Count(outcomes []Outcome) Counts {
	counts := Counts{Failures: len(outcomes), ByResult: map[Result]int{}}
	unseen := map[string]bool{}
	for _, outcome := range outcomes {
		counts.ByResult[outcome.Result]++
		switch outcome.Result {
		case Opened, Resumed, Existing:
			// Counted as pull requests below, unless another run opens it and its number is not known yet.
			if outcome.PullRequest == nil && !unseen[outcome.CorrelationID] {
				unseen[outcome.CorrelationID] = true
				counts.Existing++
			}
		case Held:
			counts.Held++
		case Rejected:
			counts.Rejected++
		case Failed:
			counts.Failed++
		default:
			counts.Skipped++
		}
	}
	for _, pull := range PullRequests(outcomes) {
		if pull.State == "existing" {
			counts.Existing++
		} else {
			counts.Opened++
		}
	}
	return counts
}

// PullRequests returns the pull requests of outcomes that are open, each once, in order.
func PullRequests(outcomes []Outcome) []PullRequest {
	pulls := []PullRequest{}
	seen := map[string]bool{}
	for _, outcome := range outcomes {
		switch outcome.Result {
		case Opened, Resumed, Existing:
		default:
			continue
		}
		if pull := outcome.PullRequest; pull != nil && !seen[pull.Branch] {
			seen[pull.Branch] = true
			pulls = append(pulls, *pull)
		}
	}
	return pulls
}
