"""The pretend model as a program: it says where it listens, answers, and stops."""

import asyncio
import sys
from pathlib import Path

import aiohttp


async def test_the_program_says_its_address_and_key_and_answers_there() -> None:
    running = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sandbox.model", "--mode", "overloaded"),
        cwd=Path(__file__).parents[2],
        stdout=asyncio.subprocess.PIPE,
    )
    assert running.stdout is not None
    try:
        lines = [(await running.stdout.readline()).decode().strip().partition("=") for _ in range(2)]
        told = {name: value for name, _, value in lines}
        headers = {"x-api-key": told["ANTHROPIC_API_KEY"], "anthropic-version": "2026-10-21"}
        async with aiohttp.ClientSession(headers=headers) as session:
            async with session.get(f"{told['ANTHROPIC_BASE_URL']}/v1/models") as response:
                assert response.status == 200
            body = {"model": "claude-haiku-5-5", "max_tokens": 9, "messages": [{"role": "user", "content": "Hello"}]}
            async with session.post(f"{told['ANTHROPIC_BASE_URL']}/v1/messages", json=body) as response:
                assert response.status == 529
    finally:
        running.terminate()
        await running.wait()
