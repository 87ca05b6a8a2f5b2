import { readDelivery } from '../../../nodes/Fhir/rest/subscription/delivery';

const read = (content: unknown, method: 'POST' | 'PUT' = 'POST') =>
	readDelivery({ method, body: typeof content === 'string' ? content : JSON.stringify(content) });

const patient = { resourceType: 'Patient', id: '1', meta: { versionId: '2', lastUpdated: '2026-01-01T00:00:00Z' } };

describe('A delivery', () => {
	test('is a resource, wherever it was put', () => {
		const change = {
			resourceType: 'Patient',
			id: '1',
			versionId: '2',
			lastUpdated: '2026-01-01T00:00:00Z',
			resource: patient,
		};
		expect(read(patient, 'PUT')).toEqual({ kind: 'changes', changes: [change] });
	});

	test('is a deletion, whose path says of what', () => {
		const deletion = { method: 'DELETE', resourceType: 'Patient', id: '1', body: '' } as const;
		expect(readDelivery(deletion)).toEqual({
			kind: 'changes',
			changes: [{ resourceType: 'Patient', id: '1', deleted: true }],
		});
		expect(readDelivery({ ...deletion, id: undefined })).toBeUndefined();
		expect(readDelivery({ ...deletion, id: '..' })).toBeUndefined();
	});

	test('may be empty', () => expect(read(' ')).toEqual({ kind: 'ping' }));

	test('is each resource of a Bundle that is no notification', () => {
		const bundle = {
			resourceType: 'Bundle',
			type: 'collection',
			entry: [{ resource: patient }, { request: { method: 'DELETE', url: 'Patient/9' } }],
		};
		expect(read(bundle)).toMatchObject({ changes: [{ id: '1' }, { id: '9', deleted: true }] });
	});

	test.each(['{', '[]', '"Patient"', 'null', '{"resourceType":5}', '<Patient/>'])('%s is none', (text) =>
		expect(read(text)).toBeUndefined(),
	);

	test('is a notification of R5: events with focus, resource, context and number', () => {
		const context = { resourceType: 'Encounter', id: 'e' };
		const status = {
			resourceType: 'SubscriptionStatus',
			type: 'event-notification',
			status: 'active',
			eventsSinceSubscriptionStart: '7',
			topic: 'http://t',
			notificationEvent: [
				{
					eventNumber: '7',
					timestamp: '2026-01-02T00:00:00Z',
					focus: { reference: 'https://fhir.example/Patient/1' },
					additionalContext: [{ reference: 'Encounter/e' }],
				},
				{ eventNumber: 8, focus: { reference: 'Patient/gone' } },
			],
		};
		const entry = [
			{ resource: status },
			{ fullUrl: 'https://fhir.example/Patient/1', resource: patient },
			{ resource: context },
			{ request: { method: 'DELETE', url: 'Patient/gone' } },
		];
		const delivery = read({ resourceType: 'Bundle', type: 'subscription-notification', entry });
		expect(delivery).toMatchObject({
			kind: 'notification',
			notification: { type: 'event-notification', eventsSinceStart: 7, topic: 'http://t' },
		});
		expect(delivery?.kind === 'notification' && delivery.notification.changes).toMatchObject([
			{ id: '1', versionId: '2', resource: patient, event: { number: 7, context: [context] } },
			{ id: 'gone', deleted: true, event: { number: 8 } },
		]);
	});

	test.each([
		['event-number', 'notification-event', 'events-since-subscription-start'],
		['eventNumber', 'notificationEvent', 'eventsSinceSubscriptionStart'],
	])('is a notification of the R4 Backport, with names such as %s', (number, event, count) => {
		const parameter = [
			{ name: 'subscription', valueReference: { reference: 'Subscription/s' } },
			{ name: 'type', valueCode: 'event-notification' },
			{ name: count, valueString: '3' },
			{
				name: event,
				part: [
					{ name: number, valueString: '3' },
					{ name: 'focus', valueReference: { reference: 'Patient/1' } },
				],
			},
		];
		const bundle = {
			resourceType: 'Bundle',
			type: 'history',
			entry: [{ resource: { resourceType: 'Parameters', parameter } }],
		};
		expect(read(bundle)).toMatchObject({
			notification: { eventsSinceStart: 3, changes: [{ resourceType: 'Patient', id: '1', event: { number: 3 } }] },
		});
	});
});
