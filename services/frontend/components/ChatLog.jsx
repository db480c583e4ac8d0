'use client';

import { useEffect, useRef } from 'react';

import { ChatMatch } from './ChatMatch';
import styles from './Chat.module.css';

/** The conversation; `children` stand in its place until the first message. */
export function ChatLog({ messages, waiting, children }) {
  const end = useRef(null);
  useEffect(() => {
    if (messages.length > 0) end.current.scrollTop = end.current.scrollHeight;
  }, [messages, waiting]);
  return (
    <div ref={end} className={styles.log} role="log" aria-live="polite" aria-label="Conversation" tabIndex={0}>
      {messages.length === 0 && children}
      {messages.map((message) => (
        <Message key={message.id} {...message} />
      ))}
      {waiting && <p className={styles.waiting}>Looking through the talent…</p>}
    </div>
  );
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
