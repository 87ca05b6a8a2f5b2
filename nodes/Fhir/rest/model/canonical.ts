/** A canonical URL (R4 §2.24.0.9) without its version, which follows a bar. */
export function withoutVersion(canonical: string): string {
	return canonical.split('|', 1)[0] ?? '';
}
