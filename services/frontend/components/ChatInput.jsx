'use client';

import { useState } from 'react';

import styles from './Chat.module.css';

/** Enter sends, Shift+Enter starts a new line. */
export function ChatInput({ onSend, disabled }) {
  const [text, setText] = useState('');
  const sendable = !disabled && text.trim() !== '';

  function submit() {
    if (!sendable) return;
    onSend(text.trim());
    setText('');
  }

  function onKeyDown(event) {
    // Enter also ends the composition of a word in scripts typed with an input method.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  }

  return (
    <div className={styles.input}>
      <textarea
        className="field"
        rows={2}
        maxLength={2000}
        aria-label="Describe the part"
        placeholder="Who are you looking for?"
        data-testid="chat-input"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <button type="button" className="button" data-testid="chat-send" disabled={!sendable} onClick={submit}>
        Send
      </button>
    </div>
  );
}
