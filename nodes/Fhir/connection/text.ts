/** A field's value as text: empty where there is none, JSON where an expression gave an object. */
export function textOf(value: unknown): string {
	if (value === undefined || value === null) return '';
	return typeof value === 'string' ? value : JSON.stringify(value);
}
