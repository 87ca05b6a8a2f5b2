import type { BaseUrl } from '../../baseUrl';
import { fieldFailure } from '../../errors/failure';
import { regionOf } from './region';
import type { SigningKey } from './signature';

/** An AWS access key and what it signs for, as typed. */
export interface AwsSettings {
	readonly baseUrl: BaseUrl;
	readonly accessKeyId: string;
	readonly secretAccessKey: string;
	/** Of temporary credentials. */
	readonly sessionToken?: string;
	/** Default: the one in the host name of the base URL. */
	readonly region?: string;
	/** The name by which the service signs. */
	readonly service: string;
}

/** The key that these settings describe. Throws an input `Failure` that names the field for what cannot sign. */
export function signingKey({
	baseUrl,
	accessKeyId,
	secretAccessKey,
	sessionToken,
	region,
	service,
}: AwsSettings): SigningKey {
	const id = accessKeyId.trim();
	const secret = secretAccessKey.trim();
	if (!/^\w{16,128}$/.test(id)) {
		throw fieldFailure(
			'Access Key ID',
			id === '' ? 'is empty' : 'is not an access key of AWS',
			'Enter the ID of an access key, e.g. `AKIAIOSFODNN7EXAMPLE`. IAM shows it under the security credentials of the user.',
		);
	}
	if (secret === '' || !/^[\x21-\x7e]+$/.test(secret)) {
		throw fieldFailure(
			'Secret Access Key',
			secret === '' ? 'is empty' : 'contains a blank or another character that no key has',
			'Enter the secret that AWS showed when the access key was created. It is shown only once: if it is lost, create another key.',
		);
	}
	if (id.startsWith('ASIA') && !sessionToken?.trim()) {
		throw fieldFailure(
			'Session Token',
			'is empty, but the access key is a temporary one',
			'Keys that begin with `ASIA` belong to a session: enter its session token too, or an access key of a user (`AKIA…`).',
		);
	}
	if (sessionToken && !/^[\x21-\x7e]*$/.test(sessionToken.trim())) {
		throw fieldFailure(
			'Session Token',
			'contains a blank or a line break',
			'Copy the session token again, in one line.',
		);
	}
	return {
		accessKeyId: id,
		secretAccessKey: secret,
		region: signingRegion(baseUrl, region?.trim() ?? ''),
		service: signingService(service.trim()),
	};
}

function signingRegion(baseUrl: BaseUrl, typed: string): string {
	const own = regionOf(new URL(baseUrl.href).hostname);
	if (typed === '') {
		if (own !== undefined) return own;
		throw fieldFailure(
			'Region',
			'is empty, and the base URL does not name one',
			'Enter the region of the data store, e.g. `eu-west-1`, or check the base URL: that of a HealthLake data store is `https://healthlake.<region>.amazonaws.com/datastore/<ID>/r4/`.',
		);
	}
	if (!/^[a-z0-9-]+$/.test(typed)) {
		throw fieldFailure('Region', 'is not the name of a region', 'Enter its code, e.g. `eu-west-1`, not its title.');
	}
	if (own !== undefined && own !== typed) {
		throw fieldFailure(
			'Region',
			`is ${typed}, but the base URL is in ${own}`,
			'Leave the region empty: then it is the one of the base URL.',
		);
	}
	return typed;
}

function signingService(typed: string): string {
	if (/^[a-z0-9-]+$/.test(typed)) return typed;
	throw fieldFailure(
		'Service',
		typed === '' ? 'is empty' : 'is not the name of a service',
		'Enter `healthlake`, or `execute-api` for a FHIR server behind an API Gateway.',
	);
}
