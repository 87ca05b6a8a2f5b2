import { startServer, type TestServer } from './httpServer';

/** One call of a tool in a conversation, with what came of it. */
export interface ToolResult {
	readonly tool: string;
	readonly input: Record<string, unknown>;
	/** What the tool returned, as the model gets it. */
	readonly output: string;
}

/** What a scripted model knows when it is its turn. */
export interface Conversation {
	readonly question: string;
	/** The tools that are offered, by name. */
	readonly tools: readonly string[];
	/** The calls so far, oldest first. */
	readonly results: readonly ToolResult[];
}

/** What a scripted model says: it calls a tool, or it answers the question. */
export type Turn = { readonly tool: string; readonly input: Record<string, unknown> } | { readonly answer: string };

/** A model by script. */
export type ModelScript = (conversation: Conversation) => Turn;

interface Message {
	readonly role: string;
	readonly content?: string | Array<{ text?: string }> | null;
	readonly tool_call_id?: string;
	readonly tool_calls?: ReadonlyArray<{ id: string; function: { name: string; arguments: string } }>;
}

interface ChatRequest {
	readonly model: string;
	readonly messages: readonly Message[];
	readonly tools?: ReadonlyArray<{ function: { name: string } }>;
}

/**
 * Starts a server that speaks OpenAI's Chat Completions, without streaming, and says what `script` says. `apiKey` is what it
 * asks for.
 */
export async function startModelServer(script: ModelScript, apiKey: string): Promise<TestServer> {
	return await startServer((request, response) => {
		const send = (status: number, body: object) =>
			response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
		if (request.headers.authorization !== `Bearer ${apiKey}`) {
			send(401, { error: { message: 'Incorrect API key provided', type: 'invalid_request_error' } });
		} else if (request.method === 'GET') {
			send(200, { object: 'list', data: [{ id: 'scripted', object: 'model', created: 0, owned_by: 'test' }] });
		} else {
			send(200, completion(JSON.parse(request.body.toString()) as ChatRequest, script));
		}
	});
}

function completion({ model, messages, tools = [] }: ChatRequest, script: ModelScript): object {
	const results = resultsIn(messages);
	const turn = script({
		question: textOf(messages.findLast(({ role }) => role === 'user')),
		tools: tools.map((tool) => tool.function.name),
		results,
	});
	const isCall = 'tool' in turn;
	const call = isCall && {
		id: `call_${results.length + 1}`,
		type: 'function',
		function: { name: turn.tool, arguments: JSON.stringify(turn.input) },
	};
	const message = { role: 'assistant', content: isCall ? null : turn.answer, ...(call && { tool_calls: [call] }) };
	return {
		id: `chatcmpl-${results.length + 1}`,
		object: 'chat.completion',
		created: 0,
		model,
		choices: [{ index: 0, message, finish_reason: isCall ? 'tool_calls' : 'stop' }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}

function resultsIn(messages: readonly Message[]): ToolResult[] {
	const outputs = new Map(messages.map((message) => [message.tool_call_id, textOf(message)]));
	return messages
		.flatMap(({ tool_calls: calls = [] }) => calls)
		.map(({ id, function: { name, arguments: input } }) => ({
			tool: name,
			input: JSON.parse(input) as ToolResult['input'],
			output: outputs.get(id) ?? '',
		}));
}

function textOf(message: Message | undefined): string {
	const content = message?.content ?? '';
	return typeof content === 'string' ? content : content.map(({ text = '' }) => text).join('');
}
