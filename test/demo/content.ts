import type { Credential } from './credentials';
import type { N8nApi } from './n8nApi';
import type { Workflow } from './workflows';

/** Creates credentials and workflows as the editor does. */
export interface Content {
	/** Gives the credential under its new ID. */
	addCredential: (credential: Credential) => Promise<Credential>;
	/** Gives the workflow under its new ID, with the credentials that were added. */
	addWorkflow: (workflow: Workflow) => Promise<Workflow>;
}

/** By the REST interface of n8n, which gives its own IDs. */
export function createContent(api: N8nApi): Content {
	const ids = new Map<string, string>();
	return {
		async addCredential(credential) {
			const { id: own, ...rest } = credential;
			const { id } = await api.call<{ id: string }>('POST', 'credentials', rest);
			ids.set(own, id);
			return { ...credential, id };
		},
		async addWorkflow(workflow) {
			const nodes = workflow.nodes.map((node) => ({
				...node,
				...(node.credentials && {
					credentials: Object.fromEntries(
						Object.entries(node.credentials).map(([type, { id, name }]) => [type, { id: ids.get(id) ?? id, name }]),
					),
				}),
			}));
			const { id: _own, ...rest } = workflow;
			const { id } = await api.call<{ id: string }>('POST', 'workflows', {
				active: false,
				...rest,
				nodes,
			});
			return { ...workflow, nodes, id };
		},
	};
}

/** The dialog of a login sees no other credential, and so no client certificate: its test says so. */
const expectedMessages: Readonly<Record<string, RegExp>> = {
	'FHIR: user and password, behind mTLS': /asks for a client certificate/,
};

/** Runs the connection tests of credentials that n8n has, as their dialogs do; gives those with another result
 * than they should have, with their messages. */
export async function failedTests(api: N8nApi, credentials: readonly Credential[]): Promise<string[]> {
	const failed: string[] = [];
	for (const credential of credentials) {
		const body = { credentials: credential };
		const { status, message } = await api.call<{ status: string; message: string }>('POST', 'credentials/test', body);
		const isRight = expectedMessages[credential.name]?.test(message) ?? status === 'OK';
		if (!isRight) failed.push(`${credential.name}: ${message}`);
	}
	return failed;
}
