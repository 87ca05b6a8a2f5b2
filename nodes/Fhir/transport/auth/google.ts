import { isObject, tryParseJson } from '../../support/json';
import { textMember } from '../../support/jsonMembers';
import { Failure, type FailureDetails, fieldFailure } from '../errors/failure';
import { parseSigningKey, type SigningKey } from './keys';

/** What the key file of a Google service account says, checked except for the key itself. */
export interface ServiceAccount {
	/** `client_email`: the account's name, which is the issuer of its JWTs. */
	readonly email: string;
	/** `private_key`: PEM. */
	readonly key: string;
	/** `private_key_id`. */
	readonly keyId: string;
	/** `token_uri`, which is also the audience of its JWTs. Always https. */
	readonly tokenUrl: string;
}

/** The scope that Google Cloud Healthcare asks for. */
export const googleHealthcareScope = 'https://www.googleapis.com/auth/cloud-healthcare';

const googleTokenUrl = 'https://oauth2.googleapis.com/token';

const field = 'Service Account Key';
const download =
	'In the Google Cloud console open "IAM & Admin", then "Service Accounts", choose the account, and under "Keys" add a key of ' +
	'type JSON. Paste the whole content of the downloaded file here.';

/** What else Google hands out as JSON, by the file's `type` or by the member that only it has. */
const otherFiles: Readonly<Record<string, string>> = {
	authorized_user: 'is the login of a person (`gcloud auth`), not the key of a service account',
	external_account: 'is a configuration for workload identity federation, which works without a key',
	impersonated_service_account: 'is a configuration for impersonation, not the key of a service account',
	installed: 'is an OAuth client for people who log in, not the key of a service account',
	web: 'is an OAuth client for people who log in, not the key of a service account',
};

/**
 * Reads the key file of a service account, as Google Cloud hands it out. The account's JWTs are for the token URL that the file
 * names, so a JWT that a file with another address sends there is of no use at Google. Throws an input `Failure` that names
 * the field, and contains nothing of the file.
 */
export function parseServiceAccount(text: string): ServiceAccount {
	if (text.trim() === '') throw keyFileFailure('is empty', download);
	const file = tryParseJson(text.trim().replace(/^\uFEFF/, ''));
	if (!isObject(file)) throw keyFileFailure(describeText(text), download);
	const type = textMember(file, 'type');
	const other = [type, 'installed', 'web'].find(
		(name) => name !== undefined && Object.hasOwn(otherFiles, name) && (name === type || isObject(file[name])),
	);
	if (other !== undefined) throw keyFileFailure(otherFiles[other] ?? '', download);
	const required = (name: string): string => {
		const value = textMember(file, name)?.trim();
		if (value) return value;
		throw keyFileFailure(`has no \`${name}\``, download);
	};
	return {
		email: required('client_email'),
		key: required('private_key'),
		keyId: required('private_key_id'),
		tokenUrl: checkedTokenUrl(textMember(file, 'token_uri') ?? googleTokenUrl),
	};
}

/** The key that signs the account's JWTs. Throws an input `Failure` that names the field if it cannot be read. */
export function serviceAccountKey({ key, keyId }: ServiceAccount): SigningKey {
	try {
		return parseSigningKey({ key, keyId, algorithm: 'RS256' });
	} catch (error) {
		const reason = error instanceof Failure ? error.details.reason : undefined;
		throw keyFileFailure('contains a `private_key` that cannot be read: it is damaged', download, { reason });
	}
}

function describeText(text: string): string {
	if (text.trim().startsWith('{')) return 'is not valid JSON: part of it is missing';
	return text.includes('-----BEGIN')
		? 'is only the private key, but the whole file is needed'
		: 'is not the JSON file of a key';
}

function checkedTokenUrl(typed: string): string {
	const url = URL.canParse(typed) ? new URL(typed) : undefined;
	if (url?.protocol === 'https:' && !url.username && !url.password && !url.hash) return url.href;
	throw keyFileFailure('names a `token_uri` that is not an https address', download);
}

function keyFileFailure(what: string, advice: string, details?: FailureDetails): Failure {
	return fieldFailure(field, what, advice, details);
}
