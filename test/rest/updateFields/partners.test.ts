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
			/another code of the same code system/,
		],
		[
			'a code of another code system is added',
			'Patient',
			{ maritalStatus: single },
			{ maritalStatus: { coding: [coding('x', 'http://u')] } },
			{ maritalStatus: { ...single, coding: [...single.coding, coding('x', 'http://u')] } },
			/`text` stayed/,
		],
		[
			'a code takes its display along',
			'Encounter',
			{ class: { ...coding('AMB'), display: 'ambulatory' } },
			{ class: { code: 'IMP' } },
			{ class: coding('IMP') },
			/In `class`, `display` belonged/,
		],
		[
			'a reference takes its display along',
			'Observation',
			{ subject: { reference: 'Patient/1', display: 'Lee' } },
			{ subject: { reference: 'Patient/2' } },
			{ subject: { reference: 'Patient/2' } },
			/In `subject`, `display` belonged/,
		],
		[
			'a value keeps its unit, and loses its comparator',
			'Observation',
			{ valueQuantity: { value: 5, comparator: '<', unit: 'mg', system: 'u', code: 'mg' } },
			{ valueQuantity: { value: 7 } },
			{ valueQuantity: { value: 7, unit: 'mg', system: 'u', code: 'mg' } },
			/`comparator` belonged/,
		],
		[
			'a unit takes its code along',
			'Observation',
			{ valueQuantity: { value: 5, unit: 'mg', system: 'u', code: 'mg' } },
			{ valueQuantity: { value: 5, unit: 'ug' } },
			{ valueQuantity: { value: 5, unit: 'ug' } },
			/`system`, `code` belonged/,
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
			/In `name`, `text` belonged/,
		],
		[
			'another town keeps the postal code, which is said',
			'Patient',
			{ address: [{ city: 'A', postalCode: '1' }] },
			{ address: [{ city: 'B' }] },
			{ address: [{ city: 'B', postalCode: '1' }] },
			/`postalCode` stayed/,
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
		const others = hints.filter((one) => !one.includes('were merged'));
		if (hint) expect(others.join('\n')).toMatch(hint);
		else expect(others).toEqual([]);
	});
});
