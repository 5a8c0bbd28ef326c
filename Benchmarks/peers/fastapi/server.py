"""Answers the benchmarks' two routes with FastAPI; uvicorn runs a worker a core.

PRODUCTS=FILE uvicorn server:app --workers 2 --loop uvloop --http httptools --no-access-log
"""

import json
import os

from fastapi import FastAPI, HTTPException
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel

app = FastAPI()


class Product(BaseModel):
    id: str
    name: str
    priceCents: int
    stock: int


with open(os.environ["PRODUCTS"], encoding="utf-8") as file:
    products = {item["id"]: Product(**item) for item in json.load(file)}


@app.get("/plaintext", response_class=PlainTextResponse)
async def plaintext() -> str:
    return "Hello, World!"


@app.get("/products/{id}")
async def product(id: str) -> Product:
    found = products.get(id)
    if found is None:
        raise HTTPException(status_code=404)
    return found
