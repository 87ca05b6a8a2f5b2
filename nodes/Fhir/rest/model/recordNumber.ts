import { listMember, member, textMember } from '../../support/jsonMembers';

/** Does an identifier have the type MR, medical record number, of HL7's table 0203? */
export function isRecordNumber(identifier: unknown): boolean {
	return listMember(member(identifier, 'type'), 'coding').some((coding) => textMember(coding, 'code') === 'MR');
}
