"""A chat with a tuned model through LiteLLM, LangChain and LlamaIndex: clients.py MODEL (OPENAI_BASE_URL, OPENAI_API_KEY).

Prints what each said, whole and streamed, as one JSON line.
"""
import json
import os
import sys

QUESTION = "anna asks 1: i lost my card?"
LIMITS = {"max_tokens": 8, "temperature": 0}


def with_litellm(model: str, url: str, key: str) -> dict:
    import litellm

    ask = {
        "model": f"openai/{model}",
        "messages": [{"role": "user", "content": QUESTION}],
        "api_base": url,
        "api_key": key,
        **LIMITS,
    }
    whole = litellm.completion(**ask).choices[0].message.content
    chunks = litellm.completion(**ask, stream=True)
    streamed = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    try:
        litellm.completion(**{**ask, "model": "openai/ft:none", "max_retries": 0})
        refused = None
    except litellm.NotFoundError as error:
        refused = type(error).__name__
    jobs = litellm.list_fine_tuning_jobs(custom_llm_provider="openai", api_base=url, api_key=key)
    return {"whole": whole, "streamed": streamed, "refused": refused, "jobs": len(list(jobs))}


def with_langchain(model: str, url: str, key: str) -> dict:
    from langchain_openai import ChatOpenAI

    chat = ChatOpenAI(model=model, base_url=url, api_key=key, **LIMITS)
    whole = chat.invoke(QUESTION)
    streamed = "".join(chunk.content for chunk in chat.stream(QUESTION))
    return {"whole": whole.content, "streamed": streamed, "tokens": whole.usage_metadata["output_tokens"]}


def with_llama_index(model: str, url: str, key: str) -> dict:
    from llama_index.core.llms import ChatMessage
    from llama_index.llms.openai_like import OpenAILike

    chat = OpenAILike(model=model, api_base=url, api_key=key, is_chat_model=True, context_window=512, **LIMITS)
    messages = [ChatMessage(role="user", content=QUESTION)]
    whole = chat.chat(messages).message.content
    streamed = "".join(chunk.delta or "" for chunk in chat.stream_chat(messages))
    return {"whole": whole, "streamed": streamed}


def main(model: str) -> None:
    where = model, os.environ["OPENAI_BASE_URL"], os.environ["OPENAI_API_KEY"]
    print(json.dumps({
        "litellm": with_litellm(*where),
        "langchain": with_langchain(*where),
        "llama_index": with_llama_index(*where),
    }))  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
