import { untilInstalled } from '../../../nodes/Fhir/transport/node/installation';

describe('A module that is loaded after the package', () => {
	it('is loaded at once where the package is complete', async () => {
		const began = performance.now();
		await untilInstalled();
		// It would be a minute.
		expect(performance.now() - began).toBeLessThan(10_000);
	});

	it('waits until n8n has put the files of another version in place', async () => {
		let looks = 0;
		await untilInstalled(undefined, () => ++looks === 3);
		expect(looks).toBe(3);
	});

	it('waits no longer once the execution is stopped', async () => {
		const stop = new AbortController();
		const waiting = untilInstalled(stop.signal, () => false);
		stop.abort();
		await expect(waiting).rejects.toThrow('aborted');
	});
});
