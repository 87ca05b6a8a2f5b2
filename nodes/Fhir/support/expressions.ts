/** Does a value of a field, as n8n stores it, hold an expression, at any depth? Expressions are texts that begin with `=`. */
export function holdsExpression(value: unknown): boolean {
	if (typeof value === 'string') return value.startsWith('=');
	if (typeof value !== 'object' || value === null) return false;
	return Object.values(value).some(holdsExpression);
}
