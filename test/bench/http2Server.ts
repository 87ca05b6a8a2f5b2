import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Issued } from '../servers/certificates';
import { serve } from './child';
import { patient } from './task';

const body = JSON.stringify({ ...patient(1), id: '1' });

/** One server that speaks HTTP/1.1 and HTTP/2, and responds as late as the request asks for. */
serve({
	start: async ({ tls }: { tls: Issued }) => {
		const server = createSecureServer({ cert: tls.chain, key: tls.key, allowHTTP1: true }, (request, response) => {
			const latency = Number(request.headers['x-latency'] ?? 0);
			const respond = () => {
				response.writeHead(200, { 'content-type': 'application/fhir+json' });
				response.end(body);
			};
			if (latency > 0) void pause(latency).then(respond);
			else respond();
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return `https://localhost:${(server.address() as AddressInfo).port}`;
	},
});
