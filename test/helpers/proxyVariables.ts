const settings = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'];
const npm = ['npm_config_proxy', 'npm_config_http_proxy', 'npm_config_https_proxy', 'npm_config_no_proxy'];
const names = [...settings, ...npm].flatMap((name) => [name, name.toUpperCase()]);
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
