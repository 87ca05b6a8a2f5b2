import { inputFailure } from '../../transport/errors/failure';
import { LruMap } from '../../support/lruMap';
import { type ElementRelease, loadedDefinitions, loadElementDefinitions } from '../definitions/elements';
import { resourceType } from '../request/path';
import { FieldModel } from './fieldModel';

const releases = ['r4', 'r5'] as const;
/** An expression may name any type. */
const models = new LruMap<string, FieldModel>(200);

/** Loads the definitions, after `untilInstalled`. Has to be finished before `fieldModelOf` is called. */
export async function loadFieldModels(untilInstalled: () => Promise<void>): Promise<void> {
	for (const release of releases) await loadElementDefinitions(release, untilInstalled);
}

/**
 * The fields of a type as `release` defines them; what it does not define, another release may. Throws an input `Failure` for a
 * type that none defines.
 */
export function fieldModelOf(type: string, release: ElementRelease): FieldModel {
	const key = `${release} ${type}`;
	const known = models.get(key);
	if (known) return known;
	const order = [...loadedDefinitions()].sort(([one], [other]) => Number(other === release) - Number(one === release));
	if (order.length === 0) throw new Error('The definitions of fields are not loaded');
	const model = new FieldModel(
		resourceType(type),
		order.map(([, definitions]) => definitions),
	);
	if (!model.elements) {
		throw inputFailure(
			`No fields are known for the resource type ${model.type}`,
			'Check how the type is spelled, or set "Specify Body" to "Using JSON".',
		);
	}
	models.set(key, model);
	return model;
}
