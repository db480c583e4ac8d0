'use client';

import { useEffect, useRef } from 'react';

import { ChatMatch } from './ChatMatch';
import styles from './Chat.module.css';

/** The conversation; `children` stand in its place until the first message. */
export function ChatLog({ messages, waiting, children }) {
  const log = useRef(null);
  useEffect(() => showLastQuestion(log.current), [messages]);
  return (
    <div ref={log} className={styles.log} role="log" aria-live="polite" aria-label="Conversation" tabIndex={0}>
      {messages.length === 0 && children}
      {messages.map((message) => (
        <Message key={message.id} {...message} />
      ))}
      {waiting && <p className={styles.waiting}>Looking through the talent…</p>}
    </div>
  );
}

// The question goes to the top: the best match comes first, and scrolling to the end would hide it.
function showLastQuestion(log) {
  const question = [...log.getElementsByClassName(styles.question)].at(-1);
  if (question) log.scrollTop = question.offsetTop;
}

function Message({ from, text, engine, matches }) {
  if (from === 'user') return <p className={styles.question}>{text}</p>;
  if (from === 'error') return <Failure text={text} />;
  return (
    <div className={styles.answer}>
      <p data-testid="chat-reply">{text}</p>
      <ol className={styles.matches} aria-label={`Matches, found with ${engine}`}>
        {matches.map((match) => (
          <ChatMatch key={match.talent.id} {...match} />
        ))}
      </ol>
    </div>
  );
}

function Failure({ text }) {
  return (
    <p className="notice notice-error" role="alert" data-testid="chat-error">
      <strong>No answer.</strong> {text} The strip above shows which service is down.
    </p>
  );
}
