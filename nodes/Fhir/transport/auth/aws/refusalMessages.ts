import type { FailureKind } from '../../errors/failure';
import type { SigningKey } from './signature';

/** What AWS says. */
export interface AwsError {
	/** E.g. `InvalidSignatureException`; undefined where there is only a message. */
	readonly type: string | undefined;
	readonly message: string;
	/** Is the body a FHIR resource, and only the header AWS's? */
	readonly isResource: boolean;
}

/** What a message can mention. */
export interface Circumstances {
	readonly host: string;
	readonly key: SigningKey;
	readonly hasSessionToken: boolean;
	/** How far the clock of this machine is ahead of the server's, in milliseconds. */
	readonly offset: number | undefined;
}

/** What happened, without a full stop, and what to do. */
export interface Described {
	readonly what: string;
	readonly advice: string;
	readonly kind: FailureKind;
}

type MessageBuilder = (error: AwsError, circumstances: Circumstances) => Omit<Described, 'kind'>;

/** AWS accepts five minutes. A clock that is off by less is not the reason. */
const maxOffsetMs = 4.5 * 60_000;

/**
 * What AWS's refusal means and what to do about it: for a login that it does not accept (of kind `authorization`), a
 * permission that is missing, or too many requests (`http`). Undefined for what is no refusal of AWS.
 */
export function describeRefusal(error: AwsError, circumstances: Circumstances): Described | undefined {
	const text = `${error.type ?? ''} ${error.message}`.slice(0, 2_000);
	const clockIsOff = circumstances.offset !== undefined && Math.abs(circumstances.offset) > maxOffsetMs;
	for (const { pattern, describe, kind = 'authorization', mayBeClock = false } of refusals) {
		if (!pattern.test(text)) continue;
		return { ...(mayBeClock && clockIsOff ? clock : describe)(error, circumstances), kind };
	}
	return undefined;
}

const clock: MessageBuilder = (_error, { offset }) => {
	const minutes = Math.round(Math.abs(offset ?? 0) / 60_000);
	const difference =
		offset === undefined || minutes < 1 ? 'is not right' : `is ${minutes} min ${offset > 0 ? 'ahead' : 'behind'}`;
	return {
		what: `AWS does not accept the time of the signature: the clock of the machine n8n runs on ${difference}`,
		advice:
			'Have the clock set by a time server (NTP), on the host of a container too. AWS accepts a difference of 5 minutes.',
	};
};

const scope: MessageBuilder = ({ message }, { key }) => {
	const service = /correct service: '([\w-]{1,60})'/.exec(message)?.[1];
	if (service !== undefined && service !== key.service) {
		return {
			what: `The signature is for the service ${key.service}, but this address belongs to ${service}`,
			advice: `Enter \`${service}\` as "Service" in the credential.`,
		};
	}
	return {
		what: `The signature is for the region ${key.region}, which is not the one of this address`,
		advice:
			'Enter the region of the data store as "Region" in the credential, or leave it empty for the one in the base URL.',
	};
};

const unknownKey: MessageBuilder = (_error, { hasSessionToken }) => ({
	what: 'AWS does not know the access key',
	advice: hasSessionToken
		? 'Check "Access Key ID" and "Session Token": both must come from the same temporary credentials. For an access key of a user (`AKIA…`), leave "Session Token" empty.'
		: 'Check "Access Key ID": IAM lists the keys of a user and whether they are active. Keys of AWS in China and GovCloud are valid there only.',
});

const wrongSignature: MessageBuilder = (_error, { key }) => ({
	what: 'AWS does not accept the signature',
	advice: `Enter "Secret Access Key" again: it has to belong to the access key. If it does, "Region" (${key.region}) or "Service" (${key.service}) may be wrong, or a proxy changes the requests.`,
});

const expiredToken: MessageBuilder = () => ({
	what: 'The temporary credentials of AWS have expired',
	advice:
		'Get new ones, and enter access key ID, secret access key and session token, all three. For workflows that run by themselves, use an access key of an IAM user, which does not expire.',
});

const notSigned: MessageBuilder = (_error, { host }) => ({
	what: `${host} found no signature that it can use`,
	advice:
		'Check the base URL: an API Gateway returns this for paths that it does not have. Otherwise a proxy may be removing the headers `Authorization` and `x-amz-date`.',
});

const notPermitted: MessageBuilder = ({ message }) => {
	const action = /perform: ([\w-]{1,40}:\w{1,60})/.exec(message)?.[1];
	return {
		what: 'The AWS identity of the credential does not have permission for this',
		advice: `Attach an IAM policy to its user or role that allows ${action ? `\`${action}\`` : 'the action, e.g. `healthlake:ReadResource`,'} on the data store, and the use of its KMS key.`,
	};
};

const tooMany: MessageBuilder = () => ({
	what: 'AWS has received too many requests',
	advice:
		'Wait a while and try again. If it happens often, lower "Items in Parallel", or have the quota of HealthLake raised.',
});

interface Refusal {
	readonly pattern: RegExp;
	readonly describe: MessageBuilder;
	/** Default: `authorization`. */
	readonly kind?: FailureKind;
	/** AWS also says so of a request that is signed with a wrong time. */
	readonly mayBeClock?: true;
}

/** By type and message of the error; the first that fits. */
const refusals: readonly Refusal[] = [
	{
		pattern:
			/Signature (expired|not yet current)|RequestTimeTooSkewed|RequestExpired|is now (earlier|later) than|must be within 5 minutes/i,
		describe: clock,
	},
	{ pattern: /Credential should be scoped to/i, describe: scope },
	{ pattern: /^ExpiredToken|security token included in the request is expired/i, describe: expiredToken },
	{
		pattern:
			/^(UnrecognizedClient|InvalidClientTokenId|InvalidAccessKeyId)|security token included in the request is invalid/i,
		describe: unknownKey,
	},
	{
		pattern: /^(InvalidSignature|SignatureDoesNotMatch)|request signature we calculated does not match/i,
		describe: wrongSignature,
		mayBeClock: true,
	},
	{ pattern: /^(MissingAuthenticationToken|IncompleteSignature)|Missing Authentication Token/i, describe: notSigned },
	{
		pattern: /^(Throttl|TooManyRequests|RequestLimitExceeded|SlowDown)|^ *Rate exceeded/i,
		describe: tooMany,
		kind: 'http',
	},
	{
		pattern: /^(AccessDenied|NotAuthorized|OptInRequired)|is not authorized to perform/i,
		describe: notPermitted,
		kind: 'http',
	},
];
