import { Upload } from 'lucide-react';
import { useRef } from 'react';
import type { ToleranceCheck, ToleranceDocument } from '../../api/contract.ts';
import { request, sentenceOf } from '../../api/request.ts';
import { useSay } from '../../ui/float/toasts.tsx';

/** A policy of five hundred rules is a tenth of it. */
const FILE_BYTES_MAX = 900_000;

/** Puts a file into the form, once the server has found nothing wrong with it. Nothing is saved by it. */
export function ImportButton({
  agentId,
  onRead,
}: {
  agentId: string;
  onRead: (document: ToleranceDocument) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const say = useSay();
  async function read(file: File) {
    try {
      if (file.size > FILE_BYTES_MAX) throw new Error('It is larger than any policy.');
      const document: unknown = JSON.parse(await file.text());
      const { faults } = await request<ToleranceCheck>(
        'POST',
        `/api/agents/${encodeURIComponent(agentId)}/tolerances/check`,
        { document },
      );
      const [first] = faults;
      if (first !== undefined) {
        throw new Error(
          `${first.path.join('.')}: ${first.says}${faults.length > 1 ? ` And ${faults.length - 1} more.` : ''}`,
        );
      }
      onRead(document as ToleranceDocument);
      say('info', `${file.name} is in the form. It holds once you have saved it.`);
    } catch (error) {
      const why = error instanceof SyntaxError ? 'It is not JSON.' : sentenceOf(error);
      say('exception', `${file.name} was not taken. ${why}`);
    }
  }
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        aria-label="File with tolerances"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          event.target.value = '';
          if (file !== undefined) void read(file);
        }}
      />
      <button type="button" className="btn" onClick={() => input.current?.click()}>
        <Upload aria-hidden="true" />
        Import
      </button>
    </>
  );
}
