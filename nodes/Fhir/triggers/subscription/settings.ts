import { criteriaOf } from '../../form/fields/searchCriteria';
import type { Parameters } from '../../form/parameters';
import type { FhirClient } from '../../rest/client';
import { inputText } from '../../rest/request/inputText';
import { milliseconds } from '../../rest/request/numberField';
import { resourceType } from '../../rest/request/path';
import type { PayloadContent, TopicFilter, Watch } from '../../rest/subscription/definition';
import { topicRelease } from '../../rest/subscription/topics';
import { inputFailure } from '../../transport/errors/failure';
import { namedFields } from './fields';
import { parameterAmong } from '../shared/criteria';
import { type TriggerContext, triggerParameters } from '../shared/parameters';
import { optionsName } from './parameters';

/** What the form says, beside the connection. */
export interface TriggerSettings {
	readonly kind: Watch['kind'];
	/** Asks a server for its release where that makes a difference. */
	watch(client: FhirClient): Promise<Watch>;
	readonly payload: PayloadContent;
	/** Read the resources that notifications do not hold. */
	readonly fill: boolean;
	readonly simplify: boolean;
	/** Give repeated deliveries and old versions too. */
	readonly duplicates: boolean;
	readonly catchUp: boolean;
	readonly maxBodyBytes: number;
	readonly activationMs: number;
	/** Replaces the origin and base path of n8n's own webhook URL. */
	readonly webhookBaseUrl: string | undefined;
}

const megabyte = 1024 * 1024;

const bodySize = { min: 1, max: 1_000, fractions: true, example: 16 };
const activation = milliseconds(15_000);

/** Reads the form; throws an input `Failure` that names the field at fault. */
export function triggerSettings(context: TriggerContext): TriggerSettings {
	const parameters = triggerParameters(context, namedFields);
	const option = (name: string) => parameters.option(name, optionsName);
	const kind = parameters.text('kind') === 'topic' ? 'topic' : 'criteria';
	const payload = payloadOf(parameters.text('payload'), kind);
	return {
		kind,
		watch: kind === 'criteria' ? criteriaWatch(parameters, payload) : topicWatch(parameters, payload),
		payload,
		fill: payload !== 'full-resource' && parameters.flag('fill'),
		simplify: parameters.optionText('output', optionsName) === 'simplified',
		duplicates: option('duplicates') === true,
		catchUp: option('catchUp') !== false,
		maxBodyBytes: (parameters.optionNumber('maxBodySize', bodySize, optionsName) ?? bodySize.example) * megabyte,
		activationMs: parameters.optionNumber('activationTimeout', activation, optionsName) ?? activation.example,
		webhookBaseUrl: parameters.optionText('webhookBaseUrl', optionsName),
	};
}

function payloadOf(text: string, kind: Watch['kind']): PayloadContent {
	if (text === 'empty' || (text === 'id-only' && kind === 'topic')) return text;
	return 'full-resource';
}

function criteriaWatch(parameters: Parameters, payload: PayloadContent): TriggerSettings['watch'] {
	const type = resourceType(parameters.locator('resourceType'));
	const query = criteriaOf(parameters);
	const name = parameterAmong(query, resultParameters);
	if (name !== undefined) {
		throw inputFailure(
			`"Search Parameters" has \`${name}\`, which says how results are listed and not which resources match`,
			'Remove it: a subscription has criteria only.',
		);
	}
	const deletions = parameters.flag('deletions');
	const sent = payload === 'empty' ? 'empty' : 'full-resource';
	return async () => ({ kind: 'criteria', resourceType: type, query, payload: sent, deletions });
}

/** R4 §3.1.1.5. */
const resultParameters = new Set([
	'_sort',
	'_count',
	'_include',
	'_revinclude',
	'_summary',
	'_elements',
	'_total',
	'_contained',
	'_containedType',
]);

function topicWatch(parameters: Parameters, payload: PayloadContent): TriggerSettings['watch'] {
	const topic = parameters.locator('topic');
	if (topic === '') throw inputFailure('"Topic" is empty', "Choose one of the server's topics, or enter its URL.");
	const filters = parameters.rows('filters', 'filter').map(filterOf);
	const heartbeatPeriod = parameters.optionNumber('heartbeatPeriod', { min: 1, example: 60 }, optionsName);
	const maxCount = parameters.optionNumber('maxCount', { min: 1, example: 20 }, optionsName);
	return async (client) => ({
		kind: 'topic',
		release: await topicRelease(client),
		topic,
		filters,
		payload,
		heartbeatPeriod,
		maxCount,
	});
}

function filterOf(row: Record<string, unknown>): TopicFilter {
	const text = (name: string, title: string) => inputText(row[name], `Filters: ${title}`).trim();
	const parameter = text('parameter', 'Parameter');
	const match = text('match', 'Match');
	const value = text('value', 'Value');
	if (parameter === '' || value === '') {
		throw inputFailure(
			`"Filters" has a row without a ${parameter === '' ? 'parameter' : 'value'}`,
			'Fill it in, or remove the row: without it, the server would send more than you asked for.',
		);
	}
	return {
		resourceType: text('resourceType', 'Resource Type') || undefined,
		parameter,
		...(match.startsWith(':') ? { modifier: match.slice(1) } : match !== '' && { comparator: match }),
		value,
	};
}
