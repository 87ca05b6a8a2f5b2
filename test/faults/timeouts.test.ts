import { type AddressInfo, createServer } from 'node:net';
import { type } from '../engine/support/fixtures';
import { runNode } from '../engine/support/n8n';
import { startServer } from '../servers/httpServer';

const read = {
	resource: 'resource',
	authentication: 'none',
	operation: 'get',
	resourceType: type('Patient'),
	resourceId: '1',
};

describe('Timeout options:', () => {
	it('Connect Timeout ends a handshake that is not answered', async () => {
		const deaf = createServer((socket) => socket.on('error', () => undefined));
		await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
		const { port } = deaf.address() as AddressInfo;
		const options = { connectTimeout: 300, retries: 0 };
		const { error } = await runNode({ parameters: { ...read, baseUrl: `https://127.0.0.1:${port}`, options } });
		deaf.close();
		expect(error?.message).toBe(`127.0.0.1:${port} did not accept a connection within 0.3 s`);
		expect(error?.context?.data).toMatchObject({ kind: 'timeout', effect: 'notSent' });
	});

	it('Timeout ends the wait for a response and for its next part', async () => {
		const server = await startServer(({ url }, response) => {
			if (url?.endsWith('2')) response.writeHead(200, { 'content-length': '100' }).write('{');
		});
		const options = { timeout: 400, retries: 0 };
		const run = async (resourceId: string) =>
			await runNode({ parameters: { ...read, resourceId, baseUrl: server.url, options } });
		const [first, second] = await Promise.all([run('1'), run('2')]);
		await server.close();
		expect(first.error?.message).toMatch(/did not respond within 0\.4 s$/);
		expect(second.error?.message).toMatch(/paused for more than 0\.4 s in the middle of its response$/);
	});

	it('Total Timeout ends a response that never ends', async () => {
		const server = await startServer((_request, response) => {
			response.writeHead(200, { 'content-type': 'application/fhir+json' });
			const drip = setInterval(() => response.write(' '), 20);
			response.on('close', () => clearInterval(drip));
		});
		const options = { timeout: 10_000, totalTimeout: 600, retries: 0 };
		const { error } = await runNode({ parameters: { ...read, baseUrl: server.url, options } });
		await server.close();
		expect(error?.message).toMatch(/took longer than 0\.6 s$/);
	});
});
