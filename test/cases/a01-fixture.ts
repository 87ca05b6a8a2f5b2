import { setTimeout as pause } from 'node:timers/promises';
import { fhirJson } from '../helpers/http';
import { startServer, type TestServer, type TlsOption } from '../servers/httpServer';

/** Every read finds its patient, and every entry of a Bundle is created. `/slow` takes its time. */
export async function startEcho(tls?: TlsOption): Promise<TestServer> {
	return await startServer(
		async ({ method, url = '', headers, body }, response) => {
			const respond = (resource: object) => response.writeHead(200, fhirJson).end(JSON.stringify(resource));
			if (url.endsWith('/slow')) await pause(2_500);
			if (method === 'GET') return void respond({ resourceType: 'Patient', id: url.replace(/^.*\//, '') });
			const bundle = JSON.parse(body.toString()) as { type: string; entry: object[] };
			const created = {
				response: { status: '201 Created', location: `Patient/${String(headers['x-tenant'])}/_history/1` },
			};
			respond({ resourceType: 'Bundle', type: `${bundle.type}-response`, entry: bundle.entry.map(() => created) });
		},
		{ tls },
	);
}

/** The IDs of four patients. */
export const ids = ['p0', 'p1', 'p2', 'p3'];

/** Those patients at three tenants. */
export const tenants = ['a', 'b', 'c', 'a'].map((tenant, index) => ({ tenant, id: ids[index] }));

/** *Options* with one row of *Headers*. */
export const header = (name: string, value: string) => ({ headers: { header: [{ name, value }] } });
