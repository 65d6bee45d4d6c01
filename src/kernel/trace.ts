import { type Attributes, SpanStatusCode, trace } from '@opentelemetry/api';
import { describeError } from './errors.ts';

/**
 * Runs the work as an OpenTelemetry span. Without an SDK in the process (we ship none; start one with `--import`)
 * this costs next to nothing and records nothing.
 * @param attributes ids and counts; never document text, never secrets.
 */
export function traced<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T> {
  return trace.getTracer('purser').startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work();
    } catch (error) {
      // The code and not the message: messages quote what people typed.
      span.setStatus({ code: SpanStatusCode.ERROR, message: describeError(error).code });
      throw error;
    } finally {
      span.end();
    }
  });
}
