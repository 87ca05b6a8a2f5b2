import type * as N8nWorkflow from 'n8n-workflow';
import type { IExecuteFunctions } from 'n8n-workflow';
import type * as Errors from '../../nodes/Fhir/items/errors';
import { binaryFiles } from '../../nodes/Fhir/items/files';
import { inputFailure } from '../../nodes/Fhir/transport/errors/failure';
import { freshModule } from '../helpers/freshModule';

/** The module as it loads beside an n8n-workflow without the exports that came with n8n 2.36. */
function errorsInOlderN8n(): typeof Errors {
	jest.doMock('n8n-workflow', () => {
		const { redactedHeaders: _later, ...older } = jest.requireActual<typeof N8nWorkflow>('n8n-workflow');
		return older;
	});
	try {
		return freshModule(() => jest.requireActual<typeof Errors>('../../nodes/Fhir/items/errors'));
	} finally {
		jest.dontMock('n8n-workflow');
	}
}

describe('In versions of n8n before 2.36', () => {
	it('a failed item has only the names that n8n takes for an error: its facts are in `message`', () => {
		const { errorJson } = errorsInOlderN8n();
		const json = errorJson(inputFailure('"Body" is empty', 'Fill it in.'));
		expect(Object.keys(json)).toEqual(['error', 'message']);
		expect(json).toMatchObject({ error: '"Body" is empty' });
	});

	it.each([
		['in memory', { data: 'QUJD' }],
		['in a store', { data: 'filesystem-v2', id: 'filesystem-v2:1' }],
	])('the size of a saved file is found out, where n8n does not tell it: %s', async (_where, saved) => {
		const helpers = {
			prepareBinaryData: () => Promise.resolve({ ...saved, mimeType: 'text/plain' }),
			getBinaryMetadata: () => Promise.resolve({ fileSize: 3 }),
		};
		const files = binaryFiles({ helpers } as unknown as IExecuteFunctions);
		async function* content() {
			yield await Promise.resolve(Buffer.from('ABC'));
		}
		expect(await files.save(content(), 'a.txt', 'text/plain')).toMatchObject({ bytes: 3 });
	});
});
