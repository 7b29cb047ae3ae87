package action

func cutMarkdown(markdown []byte, limit int) []byte { return markdown[:min(len(markdown), limit)] }
