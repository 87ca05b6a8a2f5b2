import { inputFailure } from '../../../transport/errors/failure';
import { care } from './care';
import { people } from './people';
import type { FhirRelease } from '../library';
import type { ReadyView } from './readyView';

/** The ready views in the order of the form. */
export const readyViews: readonly ReadyView[] = [...people, ...care].sort((a, b) => a.title.localeCompare(b.title));

/** The ViewDefinition with this `value`, for a release of FHIR. Throws an input `Failure` where there is none. */
export function readyView(value: string, release: FhirRelease = 'r4'): Readonly<Record<string, unknown>> {
	const view = readyViews.find((one) => one.value === value);
	if (!view) {
		throw inputFailure(
			`There is no ready view "${value}"`,
			`Choose one of the list: ${readyViews.map((one) => one.value).join(', ')}.`,
		);
	}
	const { resource, columns, forEach } = view;
	const list = (from: ReadyView['columns']) =>
		from.map(([name, path, type, r5]) => ({ name, path: (release === 'r5' && r5) || path, type }));
	return {
		resourceType: 'ViewDefinition',
		name: value,
		title: view.title,
		status: 'active',
		resource,
		select: [{ column: list(columns) }, ...(forEach ? [{ forEach: forEach.path, column: list(forEach.columns) }] : [])],
	};
}
