import type { OperationGroup } from '../contract';
import { expand } from './expand';
import { lookup } from './lookup';
import { subsumes } from './subsumes';
import { translate } from './translate';
import { validateCode } from './validateCode';

/** *Terminology*: questions about codes to a terminology server (R4 §4.7). */
export const terminology: OperationGroup = {
	name: 'Terminology',
	value: 'terminology',
	description: 'Ask a terminology server about codes and value sets: list, look up, translate, check',
	operations: [expand, lookup, subsumes, translate, validateCode],
	defaultOperation: lookup.choice.value,
};
