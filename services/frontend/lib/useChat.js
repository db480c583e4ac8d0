'use client';

import { useState } from 'react';

import { askForTalent } from './api.js';

/** The conversation: messages in order, whether an answer is awaited, and how to send. */
export function useChat() {
  const [messages, setMessages] = useState([]);
  const [waiting, setWaiting] = useState(false);

  const add = (message) => setMessages((all) => [...all, { ...message, id: all.length }]);

  async function send(text) {
    add({ from: 'user', text });
    setWaiting(true);
    add(await answer(text));
    setWaiting(false);
  }

  return { messages, waiting, send };
}

async function answer(text) {
  try {
    const { reply, engine, matches } = await askForTalent(text);
    return { from: 'assistant', text: reply, engine, matches };
  } catch (error) {
    return { from: 'error', text: error.message };
  }
}
