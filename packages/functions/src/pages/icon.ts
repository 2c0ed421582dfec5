/** Two who take turns. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1d5c57"/><g fill="none" stroke="#fcfbf8" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"><path d="M8 13h14l-4-4"/><path d="M24 19H10l4 4"/></g></svg>
`
