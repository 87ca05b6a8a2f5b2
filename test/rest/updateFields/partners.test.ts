import { loadElements } from '../../../nodes/Fhir/rest/model/elements/content';
import { merged } from './merged';

beforeAll(() => loadElements());

const coding = (code: string, system = 'http://s') => ({ system, code });

describe('What belongs together:', () => {
	const single = { coding: [{ ...coding('S'), display: 'Single' }, coding('1', 'http://t')], text: 'Single' };

	test.each<[string, string, object, object, object, RegExp | undefined]>([
		[
			'another code of a code system replaces the concept',
			'Patient',
			{ maritalStatus: single },
			{ maritalStatus: { coding: [coding('M')] } },
			{ maritalStatus: { coding: [coding('M')] } },
			/replaced another one of the same code system.*`maritalStatus`/,
		],
		[
			'a code of another code system is added',
			'Patient',
			{ maritalStatus: single },
			{ maritalStatus: { coding: [coding('x', 'http://u')] } },
			{ maritalStatus: { ...single, coding: [...single.coding, coding('x', 'http://u')] } },
			/stayed: `maritalStatus.text`/,
		],
		[
			'a code takes its display along',
			'Encounter',
			{ class: { ...coding('AMB'), display: 'ambulatory' } },
			{ class: { code: 'IMP' } },
			{ class: coding('IMP') },
			/removed with it: `class.display`/,
		],
		[
			'a reference takes its display along',
			'Observation',
			{ subject: { reference: 'Patient/1', display: 'Lee' } },
			{ subject: { reference: 'Patient/2' } },
			{ subject: { reference: 'Patient/2' } },
			/removed with it: `subject.display`/,
		],
		[
			'a value keeps its unit, and loses its comparator',
			'Observation',
			{ valueQuantity: { value: 5, comparator: '<', unit: 'mg', system: 'u', code: 'mg' } },
			{ valueQuantity: { value: 7 } },
			{ valueQuantity: { value: 7, unit: 'mg', system: 'u', code: 'mg' } },
			/removed with it: `valueQuantity.comparator`/,
		],
		[
			'a unit takes its code along',
			'Observation',
			{ valueQuantity: { value: 5, unit: 'mg', system: 'u', code: 'mg' } },
			{ valueQuantity: { value: 5, unit: 'ug' } },
			{ valueQuantity: { value: 5, unit: 'ug' } },
			/removed with it: `valueQuantity.system`, `valueQuantity.code`/,
		],
		[
			'a unit given with its code keeps the code system',
			'Observation',
			{ valueQuantity: { value: 5, unit: 'mg', system: 'u', code: 'mg' } },
			{ valueQuantity: { unit: 'ug', code: 'ug' } },
			{ valueQuantity: { value: 5, unit: 'ug', system: 'u', code: 'ug' } },
			undefined,
		],
		[
			'a name loses the text of the earlier one',
			'Patient',
			{ name: [{ text: 'Ann Lee', family: 'Lee', given: ['Ann'] }] },
			{ name: [{ family: 'Roe' }] },
			{ name: [{ family: 'Roe', given: ['Ann'] }] },
			/removed with it: `name.text`/,
		],
		[
			'another town keeps the postal code, which is said',
			'Patient',
			{ address: [{ city: 'A', postalCode: '1' }] },
			{ address: [{ city: 'B' }] },
			{ address: [{ city: 'B', postalCode: '1' }] },
			/stayed: `address.postalCode`/,
		],
		[
			'what is only added takes nothing along',
			'Patient',
			{ name: [{ text: 'Ann Lee' }] },
			{ name: [{ family: 'Lee' }] },
			{ name: [{ text: 'Ann Lee', family: 'Lee' }] },
			undefined,
		],
	])('%s', (_title, type, current, given, expected, hint) => {
		const { elements, hints } = merged(current, given, 'merge', type);
		expect(elements).toEqual(expected);
		const others = hints.filter((one) => !one.includes('was merged'));
		if (hint) expect(others.join('\n')).toMatch(hint);
		else expect(others).toEqual([]);
	});
});
