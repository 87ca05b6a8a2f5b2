import type { N8nApi } from '../demo/n8nApi';

/** A community package as n8n lists it. */
export interface Installed {
	packageName: string;
	installedVersion: string;
	updateAvailable?: string;
	failedLoading?: boolean;
	installedNodes: Array<{ name: string; type: string }>;
}

/** *Settings → Community Nodes*, by the requests that it sends. */
export interface Installer {
	/** Installs what the registry calls the latest version. */
	install: () => Promise<Installed>;
	/** Installs another version in the place of the one that is there, while n8n runs. */
	replace: (version: string) => Promise<Installed>;
	/** What the page shows. */
	listed: () => Promise<Installed | undefined>;
}

const PATH = 'community-packages';

/** Installs the package of this name through n8n. */
export function createInstaller(api: N8nApi, name: string): Installer {
	return {
		install: () => api.call('POST', PATH, { name }),
		replace: (version) => api.call('PATCH', PATH, { name, version }),
		async listed() {
			const all = await api.call<Installed[]>('GET', PATH);
			return all.find(({ packageName }) => packageName === name);
		},
	};
}
