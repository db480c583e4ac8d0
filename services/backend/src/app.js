import Fastify from 'fastify';
import { askAi, chatSchema } from './chat.js';
import { DependencyDown, describe } from './dependency.js';
import { runChecks, summary, verdict } from './health.js';
import { statusReport } from './status.js';
import { schemas } from './talent.js';

/**
 * The HTTP interface.
 * @param {object} parts
 * @param {{stack: string, aiUrl: string}} parts.config
 * @param {ReturnType<import('./talent.js').talentStore>} parts.talent
 * @param {ReturnType<import('./health.js').createChecks>} parts.checks
 * @param {ReturnType<import('./log.js').createLog>} parts.log
 */
export function createApp({ config, talent, checks, log }) {
  // An unknown field is refused, not dropped: a typo must not lose what the caller wanted to store.
  const app = Fastify({ ajv: { customOptions: { removeAdditional: false, $data: true } } });
  app.decorateRequest('reason', null);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request, reply) => reply.code(404).send({ error: `no route ${request.method} ${request.url}` }));
  app.addHook('onResponse', async (request, reply) => logRequest(request, reply, log));
  addTalentRoutes(app, talent);
  addOperationRoutes(app, config, checks);
  app.post('/api/chat', { schema: { body: chatSchema } }, (request) => askAi(config.aiUrl, request.body.message));
  return app;
}

function addTalentRoutes(app, talent) {
  app.get('/api/talent', { schema: { querystring: schemas.list } }, (request) => talent.list(request.query));
  app.get('/api/talent/:id', { schema: { params: schemas.id } }, async (request, reply) => {
    const found = await talent.find(request.params.id);
    return found ?? reply.code(404).send({ error: `no talent with id ${request.params.id}` });
  });
  app.post('/api/talent', { schema: { body: schemas.create } }, async (request, reply) => {
    reply.code(201);
    return talent.create(request.body);
  });
}

function addOperationRoutes(app, { stack }, checks) {
  app.get('/health', async (request, reply) => {
    const health = verdict(stack, await runChecks(checks));
    request.reason = summary(health);
    return reply.code(health.status === 'unavailable' ? 503 : 200).send(health);
  });
  app.get('/api/status', async () => statusReport(stack, await runChecks(checks), process.uptime()));
}

function answerError(error, request, reply) {
  request.reason = describe(error);
  if (error instanceof DependencyDown) {
    return reply.code(503).send({ error: error.message, failing: error.failing });
  }
  if (error.statusCode < 500) {
    const message = error.message.replace(/must match pattern .*/, 'must not be blank or hold a NUL');
    return reply.code(error.statusCode).send({ error: message });
  }
  request.reason += ` ${error.stack?.split('\n')[1]?.trim()}`;
  return reply.code(500).send({ error: 'internal error: see the log of backend' });
}

// Asked every few seconds; logging each answer would bury what matters.
const POLLED = new Set(['/health', '/api/status']);

function logRequest(request, reply, log) {
  if (POLLED.has(request.url) && !request.reason) return;
  const write = reply.statusCode < 500 ? log.info : log.warn;
  const why = request.reason ? `: ${request.reason}` : '';
  write(`${request.method} ${request.url}${why}`, { status: reply.statusCode, ms: Math.round(reply.elapsedTime) });
}
