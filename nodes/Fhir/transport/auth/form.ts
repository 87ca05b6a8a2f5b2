/** One value as `application/x-www-form-urlencoded` has it, which RFC 6749 (Appendix B) also asks of id and secret. */
export function formEncoded(value: string): string {
	return new URLSearchParams([['', value]]).toString().slice(1);
}
