import { Agent, buildConnector, Pool } from 'undici';
import { loadUndici, undici, undiciParts } from '../../../nodes/Fhir/transport/node/undici';

describe('undici', () => {
	it('has the parts that the wire needs where it looks for them, so that the others need not be loaded', async () => {
		expect(await undiciParts()).toEqual({ Agent, Pool, buildConnector });
	});

	it('is there once it has been loaded, and not before', async () => {
		expect(undici).toThrow('not loaded');
		await loadUndici();
		expect(undici()).toEqual({ Agent, Pool, buildConnector });
		await loadUndici(true);
		expect(undici()).toMatchObject({ Agent, Pool, buildConnector, request: expect.any(Function) });
	});
});
