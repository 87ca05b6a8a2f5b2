const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'];
const inherited = Object.fromEntries(
	names.flatMap((name): Array<[string, string]> => {
		const value = process.env[name];
		return value === undefined ? [] : [[name, value]];
	}),
);

/** Replaces all proxy variables of the process by `values`. Connection pools read them when they are created. */
export function setProxyVariables(values: Record<string, string>): void {
	for (const name of names) Reflect.deleteProperty(process.env, name);
	Object.assign(process.env, values);
}

/** Restores the proxy variables that the process had at the start of the test file. */
export function restoreProxyVariables(): void {
	setProxyVariables(inherited);
}
