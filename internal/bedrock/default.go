package bedrock

// DefaultModelID is the inference profile that is used when nobody chooses one: Claude Sonnet 4.6 takes
// forced tools and a temperature, and its global profile is offered in every region that has Claude.
const DefaultModelID = "global.anthropic.claude-sonnet-4-6"
