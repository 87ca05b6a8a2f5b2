/** A field's value as text; empty where there is none. */
export function textOf(value: unknown): string {
	return value === undefined || value === null ? '' : String(value);
}
