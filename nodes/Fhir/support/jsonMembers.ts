/** A member of a JSON object; undefined if the value is not an object or has no such member. */
export function member(value: unknown, name: string): unknown {
	if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
	return (value as Record<string, unknown>)[name];
}

/** A member that is a text; undefined if it is empty or not a text. */
export function textMember(value: unknown, name: string): string | undefined {
	const found = member(value, name);
	return typeof found === 'string' && found !== '' ? found : undefined;
}

/** A member that is a list; an empty list if it is not. */
export function listMember(value: unknown, name: string): unknown[] {
	const found = member(value, name);
	return Array.isArray(found) ? found : [];
}

/** The object without its members that are undefined. */
export function withoutUndefined<Members extends object>(members: Members): Partial<Members> {
	return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Partial<Members>;
}
