import { platform } from '../../../nodes/Fhir/connection/platform';
import { outputOf, type } from '../support/fixtures';
import { scripted } from '../support/scripted';

describe('While n8n replaces the package', () => {
	it('the first write of a process waits until the files are there again, and is then sent', async () => {
		const order: string[] = [];
		const waiting = jest.spyOn(platform, 'untilInstalled').mockImplementation(async () => {
			order.push('waits');
			await platform.sleep(50);
			order.push('is there');
		});
		const patient = { resourceType: 'Patient', id: '7' };
		const parameters = { operation: 'create', resourceType: type('Patient'), body: '{"resourceType":"Patient"}' };
		const respond = () => {
			order.push('is sent');
			return { status: 201, body: patient };
		};
		const { sent, ...result } = await scripted(respond, parameters);
		waiting.mockRestore();
		expect(order).toEqual(['waits', 'is there', 'is sent']);
		expect(sent).toHaveLength(1);
		expect(outputOf(result)).toEqual([patient]);
	});
});
