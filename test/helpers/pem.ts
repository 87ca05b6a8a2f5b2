/** Damages the first block of a PEM text: replaces its first whole line of base64. */
export function corruptPem(pem: string): string {
	return pem.replace(/\n[A-Za-z0-9+/]{64}\n/, '\nAAAA\n');
}
